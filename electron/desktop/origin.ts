/** The page's own scheme. Not `file:`, whose pages may read other files; not http, which would need a port. */
export const SCHEME = 'app';
export const ORIGIN = 'app://gangway';
export const PAGE_URL = `${ORIGIN}/`;

/** Whether an address lies in our own page. Parsed, for a prefix says nothing: `app://gangway.evil/` has it too. */
export function isOwnUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, port } = new URL(url);
  return protocol === `${SCHEME}:` && host === 'gangway' && username === '' && port === '';
}

import { protocol, type Session } from 'electron';
import { readPageFile } from '../page/page-files.ts';
import { securityHeaders } from '../page/security-headers.ts';
import { isOwnUrl, SCHEME } from './origin.ts';

/**
 * Must be called before the app is ready. `standard` gives the page an origin, `secure` what browsers give to secure pages alone.
 * `codeCache` keeps what V8 made of the page's code from one start to the next, as browsers do by themselves only for http:
 * https://www.electronjs.org/docs/latest/api/structures/custom-scheme
 */
export function registerPageScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true };
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }]);
}

/** Serves the built page, and nothing else, in this session. The policy stands in each answer: there is no other place for it. */
export function servePage(session: Session, rendererFolder: string): void {
  session.protocol.handle(SCHEME, (request) => answerPage(request, rendererFolder));
}

/** The answer to one request of the page. */
export async function answerPage(request: Request, rendererFolder: string): Promise<Response> {
  const refuse = (status: number): Response => new Response(null, { status, headers: securityHeaders() });
  if (request.method !== 'GET') return refuse(405);
  if (!isOwnUrl(request.url)) return refuse(404);
  const file = await readPageFile(rendererFolder, new URL(request.url).pathname);
  if (file === undefined) return refuse(404);
  return new Response(file.body, { headers: { ...securityHeaders(), ...file.headers } });
}

import './ui/tokens.css';
import './ui/base.css';
import { createRpcClient } from '../shared/rpc/client.ts';
import { askEarly } from './app/ask-early.ts';
import { openLink } from './app/link.ts';

// The page's first lines, and few: the host is asked while the browser still fetches and reads the rest of the page.
const client = openLink().then((link) => askEarly(createRpcClient(link)));
// How that ended is told by the page.
client.catch(() => {});

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root.');
try {
  (await import('./app/page.tsx')).showPage(root, client);
} catch (error) {
  // Without the page's own code there is nothing to say it with but this.
  root.textContent = 'Gangway’s page could not be loaded. Start Gangway again, then reload this page.';
  throw error;
}

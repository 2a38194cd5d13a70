import './ui/tokens.css';
import './ui/base.css';
import { openLink } from './app/link.ts';

// The page's first lines, and few: the way to the host is opened while the browser still fetches and reads the rest of the page.
const link = openLink();
// How that ended is told by the page.
link.catch(() => {});

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root.');
try {
  (await import('./app/page.tsx')).showPage(root, link);
} catch (error) {
  // Without the page's own code there is nothing to say it with but this.
  root.textContent = 'Gangway’s page could not be loaded. Start Gangway again, then reload this page.';
  throw error;
}

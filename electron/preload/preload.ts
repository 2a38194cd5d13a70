import { ipcRenderer } from 'electron';

/** The page's word for "give me my port", main's channel for it, and the word that comes with the port. */
const REQUEST_PORT = 'gangway-request-port';
const PORT = 'gangway-port';

// All that the page gets is its MessagePort. The page's own script asks for it when it is ready to listen; a page has one script
// that can ask, for the policy lets no other in.
window.addEventListener('message', (event) => {
  if (event.source === window && event.origin === location.origin && event.data === REQUEST_PORT) ipcRenderer.send(REQUEST_PORT);
});

ipcRenderer.on(PORT, (event) => {
  // The only way in which a port crosses from this isolated world to the page's:
  // https://www.electronjs.org/docs/latest/tutorial/message-ports#communicating-directly-between-the-main-process-and-the-main-world-of-a-context-isolated-page
  window.postMessage(PORT, location.origin, [...event.ports]);
});

/**
 * A switch of Chromium for tests and measurements: parts of the browser that neither is about. For every window that opens the browser loads
 * the pages of its own address bar (`chrome://omnibox-popup.top-chrome`), a second of one core, beside which each start and each spec
 * would run; a person's window, and Electron's, has none of that to do. The last switch of this name counts, so what Playwright turns off
 * for quiet is named again.
 */
export const WITHOUT_OWN_PAGES = `--disable-features=${[
  ...['WebUIOmniboxPopup', 'WebUIOmniboxFullPopup', 'WebUIOmniboxAimPopup'],
  ...['AimEnabled', 'DestroyProfileOnBrowserClose', 'HttpsFirstBalancedModeAutoEnable', 'HttpsUpgrades', 'LensOverlay', 'MediaRouter'],
  ...['NetworkTimeServiceQuerying', 'OptimizationHints', 'PaintHolding', 'PreconnectToSearch', 'ThirdPartyStoragePartitioning'],
].join(',')}`;

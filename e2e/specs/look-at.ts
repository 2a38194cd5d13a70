import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, type TestInfo } from 'playwright/test';

/** What the page is looked at in; axe has the first. */
export const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
] as const;
const SCHEMES = ['light', 'dark'] as const;

/** Looks at the page as it stands, in light and dark: axe for what is wrong, a picture in each size for people. */
export async function lookAt(
  page: Page,
  name: string,
  info: TestInfo,
  sizes: readonly { width: number; height: number }[] = SIZES,
): Promise<void> {
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const size of sizes) {
      await page.setViewportSize(size);
      const path = info.outputPath(`${name} ${colorScheme} ${size.width}.png`);
      await page.screenshot({ path });
      await info.attach(`${name}, ${colorScheme}, ${size.width}×${size.height}`, { path, contentType: 'image/png' });
    }
    await page.setViewportSize(SIZES[0]);
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
    const grave = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => ({ id, where: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary ?? ''}`) }));
    expect.soft(grave, `${name}, ${colorScheme}`).toEqual([]);
  }
}

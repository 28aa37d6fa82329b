import type { Browser, Page } from '@playwright/test';
import { violations } from './accessibility.js';

interface View {
  readonly width?: number;
  readonly theme?: 'light' | 'dark';
}

/** What is wrong with a page in one theme and width. */
interface ViewFinding {
  readonly view: string;
  readonly violations: readonly string[];
  /** How many pixels the page is wider than the window. */
  readonly overflow: number;
}

/** The pages of the console that a test opens in one browser. */
export class ConsolePages {
  /** Scripts that failed, and what the security policy of the console refused, in any page. */
  readonly errors: string[] = [];
  readonly #browser: Browser;

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** Opens the console at a URL, whose fragment names the place. Each page has a session of its own. */
  async open(url: string, { width = 1280, theme = 'light' }: View = {}): Promise<Page> {
    const context = await this.#browser.newContext({
      viewport: { width, height: 900 },
      colorScheme: theme,
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    page.on('pageerror', (error) => this.errors.push(`${url}: ${error}`));
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text()))
        this.errors.push(`${url}: ${message.text()}`);
    });
    await page.goto(url);
    return page;
  }

  /** What is wrong with a page in both themes, wide and narrow. `ready` selects what shows that it is complete. */
  async inspect(url: string, ready: string): Promise<readonly ViewFinding[]> {
    const findings: ViewFinding[] = [];
    for (const theme of ['light', 'dark'] as const)
      for (const width of [1280, 390]) {
        const page = await this.open(url, { theme, width });
        await page.locator(ready).first().waitFor();
        const overflow = Number(
          await page.evaluate('document.documentElement.scrollWidth - innerWidth'),
        );
        const finding = {
          view: `${theme} at ${width}`,
          violations: await violations(page),
          overflow,
        };
        if (finding.violations.length > 0 || overflow > 0) findings.push(finding);
        await page.context().close();
      }
    return findings;
  }
}

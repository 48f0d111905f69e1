// What a person does in the workbench, as short verbs over Playwright. It knows VS Code's own parts, nothing of Roleward.

import type { Locator, Page } from "playwright-core";

const patience = { timeout: 20_000 };

/** Waits until the workbench can be used. */
export async function workbenchReady(page: Page): Promise<void> {
  await page.locator(".monaco-workbench").waitFor({ timeout: 60_000 });
  await page.locator(".explorer-folders-view .monaco-list-row").first().waitFor({ timeout: 60_000 });
}

/** Opens a file by name with Ctrl+P, and waits until its text is there. */
export async function openFile(page: Page, name: string): Promise<void> {
  await page.keyboard.press("Control+P");
  const input = quickInput(page);
  await input.waitFor(patience);
  await input.fill(name);
  await page.locator(".quick-input-list .monaco-list-row", { hasText: name }).first().waitFor(patience);
  await page.keyboard.press("Enter");
  await page.locator(`.tab.active[data-resource-name$="${name}"]`).waitFor(patience);
  await page.locator(".monaco-editor .view-line").first().waitFor(patience);
}

/** Runs a command of the palette by its whole title. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press("F1");
  const input = quickInput(page);
  await input.waitFor(patience);
  await input.fill(`>${title}`);
  await page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first().waitFor(patience);
  await page.keyboard.press("Enter");
}

export const quickInput = (page: Page): Locator => page.locator(".quick-input-widget input").first();

/** The rows of the quick pick that is open. */
export const quickPick = (page: Page): Locator => page.locator(".quick-input-list .monaco-list-row");

/** The line of the editor in front that holds this text. VS Code writes blanks as no-break spaces. */
export const line = (page: Page, text: string): Locator =>
  page.locator(".monaco-editor .view-line", { hasText: text }).first();

export const toast = (page: Page, text: string | RegExp): Locator =>
  page.locator(".notification-toast", { hasText: text }).first();

export const problem = (page: Page, text: string): Locator =>
  page.locator(".markers-panel .monaco-list-row", { hasText: text }).first();

/** The menu behind Ctrl+. */
export const fixMenu = (page: Page): Locator => page.locator(".action-widget");

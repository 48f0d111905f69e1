// Fixes as a person accepts them: one of each family, in a real workbench, by keyboard alone. One launch for all of them,
// each in files of its own. Pictures of the menu, of what is asked first and of the result go to out/shots/fixes/.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Locator, Page } from "playwright-core";
import { launchVSCode, type Launch } from "../../scripts/vscode-host/launch";
import { projectRoot } from "../../scripts/vscode-host/suite";
import { fixMenu, openFile, runCommand, toast, workbenchReady } from "../../scripts/vscode-host/ui";
import { rules } from "../../shared-rules/src/index";
import { acceptedFixes, textsOf, type AcceptedFix } from "./accepted-fixes";

const shots = path.join(projectRoot, "out/shots/fixes");
const waiting = { timeout: 20_000 };

/** Folders are in the order of the fixes. */
const folderOf = (fix: AcceptedFix): string =>
  `${String(acceptedFixes.indexOf(fix) + 1).padStart(2, "0")}-${fix.family}`;

/** Reads until it is as wanted, or for too long. */
async function until<T>(page: Page, read: () => T | Promise<T>, isWanted: (now: T) => boolean): Promise<T> {
  let now = await read();
  for (let looks = 0; looks < 200 && !isWanted(now); looks++) {
    await page.waitForTimeout(50);
    now = await read();
  }
  return now;
}

/** Goes from problem to problem, from the top of the file, until one is of the rule. */
async function goToProblem(page: Page, rule: string): Promise<void> {
  await page
    .locator(".monaco-editor")
    .locator(".squiggly-error, .squiggly-warning, .squiggly-info, .squiggly-hint")
    .first()
    .waitFor(waiting);
  await page.keyboard.press("Control+Home");
  const peek = page.locator(".monaco-editor .marker-widget");
  const place = page.locator("[id='status.editor.selection']");
  // Two problems may say the same, and two may stand at one place.
  const text = async (): Promise<string> =>
    (await peek.count()) > 0 ? `${await peek.innerText()} ${await place.innerText()}` : "";
  const source = `roleward${rule}`;
  let said = "";
  for (let presses = 0; presses < 20 && !said.includes(source); presses++) {
    await page.keyboard.press("Alt+F8");
    const before = said;
    said = await until(page, text, (now) => now !== "" && now !== before);
    if (said === before) break;
  }
  assert.ok(said.includes(source), `none of the problems is of ${rule}; the last said: ${said}`);
  await page.keyboard.press("Escape");
  await peek.waitFor({ state: "detached", ...waiting });
}

/** Puts the cursor on the first of these words. */
async function goToWords(page: Page, words: string): Promise<void> {
  await page.keyboard.press("Control+F");
  const find = page.locator(".monaco-editor .find-widget.visible");
  await find.waitFor(waiting);
  await page.keyboard.type(words);
  await find.locator(".matchesCount", { hasText: /^1 of/ }).waitFor(waiting);
  await page.keyboard.press("Escape");
  await find.waitFor({ state: "detached", ...waiting });
}

/** Opens the menu at the cursor and goes down to the fix. */
async function goToFix(page: Page, title: string): Promise<void> {
  const focused = fixMenu(page).locator(".monaco-list-row.focused");
  // Asked while the bulb is asked for, VS Code gives up the one question for the other, and says that there are none.
  const none = page.locator(".monaco-editor-overlaymessage", { hasText: "No code actions available" });
  for (let asks = 0; asks < 10; asks++) {
    await page.keyboard.press("Control+.");
    await focused.or(none).first().waitFor(waiting);
    if (await focused.isVisible()) break;
    await page.keyboard.press("Escape");
    await none.waitFor({ state: "detached", ...waiting });
  }
  for (let presses = 0; presses < 40 && (await focused.innerText(waiting)).trim() !== title; presses++)
    await page.keyboard.press("ArrowDown");
  assert.equal((await focused.innerText()).trim(), title);
}

const previewRows = (page: Page): Locator => page.locator(".bulk-edit-panel .monaco-list-row");

describe("a fix of each family, accepted by keyboard", function () {
  this.timeout(60_000);

  const files = mkdtempSync(path.join(tmpdir(), "rw-fixes-"));
  let launch: Launch;
  let failed = false;

  before(async () => {
    rmSync(shots, { recursive: true, force: true });
    mkdirSync(shots, { recursive: true });
    for (const fix of acceptedFixes) {
      mkdirSync(path.join(files, folderOf(fix)));
      for (const [name, text] of Object.entries(textsOf(fix, "+")))
        writeFileSync(path.join(files, folderOf(fix), name), text);
    }
    launch = await launchVSCode({
      workspace: files,
      vsix: path.join(projectRoot, "roleward.vsix"),
      settings: {
        "editor.minimap.enabled": false,
        "breadcrumbs.enabled": false,
        // Else a Tab takes a word of another file over the one that was typed.
        "editor.wordBasedSuggestions": "off",
        "workbench.editor.limit.enabled": true,
        "workbench.editor.limit.value": 2,
      },
    });
    rmSync(files, { recursive: true });
    await launch.open();
    await workbenchReady(launch.page);
    await launch.page.keyboard.press("Control+B");
  });

  afterEach(async function () {
    if (this.currentTest?.state === "passed") return;
    failed = true;
    await shot(`failed-${String(this.currentTest?.title.replace(/\W.*/, ""))}`);
    // A menu or a question that is still open would take the next one's keys.
    for (let presses = 0; presses < 3; presses++) await launch.page.keyboard.press("Escape");
  });

  after(async () => {
    await launch.close(failed ? "failed" : "passed");
  });

  async function shot(name: string): Promise<void> {
    await launch.page.screenshot({ path: path.join(shots, `${name}.png`) });
  }

  /** Waits until the files on the disk hold these texts; VS Code writes one after the other. */
  async function saved(fix: AcceptedFix, texts: Readonly<Record<string, string>>): Promise<void> {
    const read = (): Record<string, string> =>
      Object.fromEntries(
        Object.keys(texts).map((name) => [
          name,
          readFileSync(path.join(launch.workspace, folderOf(fix), name), "utf8"),
        ]),
      );
    const now = await until(launch.page, read, (one) => isDeepStrictEqual(one, texts));
    assert.deepEqual(now, texts);
  }

  it("there is one for every family that a rule has", () => {
    const sorted = (families: readonly string[]): string[] => [...new Set(families)].sort();
    assert.deepEqual(sorted(acceptedFixes.map(({ family }) => family)), sorted(rules.flatMap(({ fixes }) => fixes)));
  });

  it("knows what the whole workspace lacks after a scan", async () => {
    const { page } = launch;
    await runCommand(page, "Roleward: Scan Workspace");
    await toast(page, /Roleward: \d+ findings in \d+ files/).waitFor(waiting);
    await runCommand(page, "Notifications: Clear All Notifications");
  });

  for (const fix of acceptedFixes)
    it(`${fix.family}: ${fix.title}`, async () => {
      const { page } = launch;
      const [opened = ""] = Object.keys(fix.files);
      await openFile(page, opened);
      await ("rule" in fix.to ? goToProblem(page, fix.to.rule) : goToWords(page, fix.to.words));
      await goToFix(page, fix.title);
      await shot(`${folderOf(fix)}-1-menu`);
      await page.keyboard.press("Enter");
      if (fix.previewed) {
        await previewRows(page).first().waitFor(waiting);
        await shot(`${folderOf(fix)}-2-preview`);
        await saved(fix, textsOf(fix, "+"));
        await page.keyboard.press("Control+Enter");
        await previewRows(page)
          .first()
          .waitFor({ state: "hidden", ...waiting });
      } else await page.locator(".tab.active.dirty").waitFor(waiting);
      if (fix.typed) await page.locator(".monaco-editor .snippet-placeholder").first().waitFor(waiting);
      await shot(`${folderOf(fix)}-3-fixed`);
      for (const words of fix.typed ?? []) {
        await page.keyboard.type(words);
        await page.keyboard.press("Tab");
      }
      await page.keyboard.press("Control+S");
      await page.locator(".tab.active:not(.dirty)").waitFor(waiting);
      await saved(fix, textsOf(fix, "-"));
    });

  it("takes a fix of several files back in one step", async () => {
    const { page } = launch;
    const fix = acceptedFixes.find(({ files }) => Object.keys(files).length > 1);
    assert.ok(fix);
    const [opened = "", ...others] = Object.keys(fix.files);
    await openFile(page, opened);
    await page.keyboard.press("Control+Z");
    for (const name of [opened, ...others])
      await page.locator(`.tab.dirty[data-resource-name$="${name}"]`).waitFor(waiting);
    await shot(`${folderOf(fix)}-4-undone`);
    await runCommand(page, "File: Save All");
    await saved(fix, textsOf(fix, "+"));
  });
});

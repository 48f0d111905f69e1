// A person's view: the packaged extension in a real workbench, used with keyboard and mouse, in Restricted Mode, since
// Roleward promises to work the same in a folder nobody trusts yet. One launch for all steps; each goes on where the
// one before ended. Pictures of every step go to out/shots/; with --update-screenshot one becomes docs/screenshot.png.

import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { launchVSCode, type Launch } from "../../scripts/vscode-host/launch";
import { projectRoot, workspace } from "../../scripts/vscode-host/suite";
import { fixMenu, line, openFile, problem, quickInput, quickPick } from "../../scripts/vscode-host/ui";
import { runCommand, toast, workbenchReady } from "../../scripts/vscode-host/ui";

const shots = path.join(projectRoot, "out/shots");
const waiting = { timeout: 20_000 };

const removal = (page: Page): Locator =>
  fixMenu(page)
    .locator(".monaco-list-row", { hasText: /Remove.*iam:CreateUser/ })
    .first();

describe("a person's view", function () {
  this.timeout(90_000);
  this.bail(true);

  let launch: Launch;
  let failed = true;

  before(async () => {
    rmSync(shots, { recursive: true, force: true });
    mkdirSync(shots, { recursive: true });
    launch = await launchVSCode({
      workspace,
      vsix: path.join(projectRoot, "roleward.vsix"),
      settings: {
        "security.workspace.trust.enabled": true,
        "security.workspace.trust.startupPrompt": "never",
        "security.workspace.trust.banner": "never",
        "editor.minimap.enabled": false,
        "breadcrumbs.enabled": false,
      },
    });
    await launch.open();
    await workbenchReady(launch.page);
  });

  afterEach(function () {
    failed = this.currentTest?.state !== "passed";
  });

  after(async () => {
    await launch.close(failed ? "failed" : "passed");
  });

  async function shot(name: string): Promise<string> {
    const file = path.join(shots, `${name}.png`);
    await launch.page.screenshot({ path: file });
    return file;
  }

  it("underlines the token as soon as a file is open", async () => {
    const { page } = launch;
    await openFile(page, "template.yaml");
    await page.locator(".monaco-editor .squiggly-error").first().waitFor(waiting);
    await page.locator(".statusbar-item", { hasText: "Restricted Mode" }).waitFor(waiting);
    await shot("1-squiggle");
  });

  it("colours the service and the action apart", async () => {
    const { page } = launch;
    const words = line(page, "iam:CreateUser").locator("span > span");
    const classes = new Map<string, string | null>();
    for (const word of await words.all()) classes.set(await word.innerText(), await word.getAttribute("class"));
    assert.ok(classes.has("iam") && classes.has("CreateUser"), [...classes.keys()].join(" | "));
    assert.notEqual(classes.get("iam"), classes.get("CreateUser"));
  });

  it("explains the finding under the mouse", async () => {
    const { page } = launch;
    await line(page, "iam:CreateUser").getByText("CreateUser", { exact: true }).hover();
    await page.locator(".monaco-hover", { hasText: "user-create-grant" }).first().waitFor(waiting);
    await shot("2-hover");
  });

  it("says in the status bar what it recognised", async () => {
    const { page } = launch;
    await page.keyboard.press("Escape");
    await page.locator("[id='status.languageStatus']").hover();
    await page.locator(".hover-language-status", { hasText: /CloudFormation.*finding/ }).waitFor(waiting);
    await shot("3-status");
    await page.mouse.move(640, 300);
  });

  it("lists the finding in Problems with the rule's name", async () => {
    const { page } = launch;
    await page.keyboard.press("Control+Shift+M");
    await problem(page, "user-create-grant").waitFor(waiting);
    await shot("4-problems");
  });

  it("goes to the finding with F8 and fixes it with Ctrl+. and Enter", async () => {
    const { page } = launch;
    // Without the side bar there is room for the whole message.
    await page.keyboard.press("Control+B");
    await line(page, "AWSTemplateFormatVersion").click();
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("F8");
    const peek = page.locator(".monaco-editor .marker-widget", { hasText: "iam:CreateUser" });
    await peek.waitFor(waiting);
    await shot("5-next-problem");
    await page.keyboard.press("Escape");
    await peek.waitFor({ state: "detached" });
    await page.keyboard.press("Control+.");
    await removal(page).waitFor(waiting);
    const picture = await shot("6-quick-fixes");
    if (process.argv.includes("--update-screenshot"))
      copyFileSync(picture, path.join(projectRoot, "docs/screenshot.png"));
    for (let presses = 0; presses < 20 && !(await removal(page).and(page.locator(".focused")).count()); presses++)
      await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await line(page, "iam:CreateUser").waitFor({ state: "detached", ...waiting });
    await shot("7-fixed");
  });

  it("has written the fix and nothing else when the file is saved", async () => {
    await launch.page.keyboard.press("Control+S");
    const read = (folder: string): string => readFileSync(path.join(folder, "template.yaml"), "utf8");
    const expected = read(workspace).replace("              - iam:CreateUser\n", "");
    await launch.page.locator(".tab.active:not(.dirty)").waitFor(waiting);
    assert.equal(read(launch.workspace), expected);
  });

  it("scans the workspace from the palette and fills Problems with files nobody opened", async () => {
    const { page } = launch;
    await runCommand(page, "Roleward: Scan Workspace");
    const note = toast(page, /Roleward: \d+ findings in \d+ files \(.*critical.*\)/);
    await note.waitFor(waiting);
    await shot("8-scanned");
    await note.getByRole("button", { name: "Show Problems" }).click();
    await problem(page, "everything.json").waitFor(waiting);
    await problem(page, "wildcard-admin").waitFor(waiting);
    await shot("9-problems-after-scan");
  });

  it("offers service control policies with what each of them does", async () => {
    const { page } = launch;
    await runCommand(page, "Roleward: Insert SCP");
    await quickPick(page).filter({ hasText: /user/i }).first().waitFor(waiting);
    assert.match((await quickInput(page).getAttribute("placeholder")) ?? "", /service control policy/);
    await shot("10-insert-scp");
    await page.keyboard.press("Escape");
  });

  it("shows the page of a rule that was chosen from the list", async () => {
    const { page } = launch;
    await runCommand(page, "Roleward: Explain Rule");
    await quickPick(page).filter({ hasText: "user-create-grant" }).waitFor(waiting);
    await quickInput(page).fill("user-create-grant");
    await page.keyboard.press("Enter");
    await page.locator(".tab.active", { hasText: "user-create-grant" }).waitFor(waiting);
    const body = page.frameLocator("iframe.webview.ready").frameLocator("#active-frame").locator("h1").first();
    assert.ok((await body.innerText(waiting)).length > 0);
    await shot("11-explain");
  });
});

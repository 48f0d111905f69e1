// Settings of any origin become settings one can work with.
import assert from "node:assert/strict";
import { defaultSettings, readSettings } from "../../server/src/workspace/settings";

describe("settings", () => {
  it("take their defaults where nothing is given", () => {
    for (const nothing of [undefined, null, {}, "text", 7, [], { exclude: null, maxFileSizeKb: null, rules: null }])
      assert.deepEqual(readSettings(nothing), { settings: defaultSettings, given: {}, problems: [] });
    assert.equal(defaultSettings.maxFileSize, 2048 * 1024);
  });

  it("are taken as they are given", () => {
    const { settings, problems } = readSettings({
      rules: { "user-declared": "off", "mfa-missing": "default" },
      exclude: ["**/test/**"],
      maxFileSizeKb: 0.5,
      ownAccountIds: ["111122223333"],
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(settings.config.rules, { "user-declared": "off" });
    assert.deepEqual(settings.config.ownAccountIds, ["111122223333"]);
    assert.deepEqual(settings.exclude, ["**/test/**"]);
    assert.equal(settings.maxFileSize, 512);
  });

  it("say which ones are wrong, and go on with the defaults", () => {
    const { settings, problems } = readSettings({
      exclude: "x",
      maxFileSizeKb: -1,
      requiredTags: [1],
      breakGlassPattern: "(",
    });
    assert.deepEqual(settings, defaultSettings);
    assert.equal(problems.length, 4);
    for (const name of ["exclude", "maxFileSizeKb", "requiredTags", "breakGlassPattern"])
      assert.equal(problems.filter((problem) => problem.startsWith(`roleward.${name}`)).length, 1, name);
  });
});

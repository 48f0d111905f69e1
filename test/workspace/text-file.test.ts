// What the bytes of a file become.
import assert from "node:assert/strict";
import { decode, readTextFile } from "../../server/src/workspace/text-file";
import { makeFolder, type Folder } from "./folder";

describe("text files", () => {
  const text = '{"Sid": "Grüße 🔑"}\r\n';

  it("are UTF-8, with or without a byte order mark", () => {
    assert.deepEqual(decode(Buffer.from(text)), { text });
    assert.deepEqual(decode(Buffer.from(`\ufeff${text}`)), { text });
    assert.deepEqual(decode(new Uint8Array()), { text: "" });
  });

  it("are UTF-16 with a byte order mark", () => {
    const little = Buffer.from(`\ufeff${text}`, "utf16le");
    assert.deepEqual(decode(little), { text });
    assert.deepEqual(decode(Buffer.from(little).swap16()), { text });
    assert.deepEqual(decode(little.subarray(0, -1)), { reason: "is not valid UTF-16" });
  });

  it("are left out when they are something else", () => {
    assert.deepEqual(decode(Buffer.from([0x7b, 0x22, 0xe9, 0x22, 0x7d])), { reason: "is not valid UTF-8" });
    assert.deepEqual(decode(Buffer.from([0x50, 0x4b, 3, 4, 0, 0])), { reason: "is a binary file" });
  });

  describe("on disk", () => {
    let folder: Folder;
    afterEach(() => folder.remove());

    it("are read up to the limit", async () => {
      folder = makeFolder({ "a.json": "x".repeat(1_048_576), "b.json": "x".repeat(1_048_577) });
      assert.deepEqual(await readTextFile(folder.at("a.json"), 1_048_576), { text: "x".repeat(1_048_576) });
      assert.deepEqual(await readTextFile(folder.at("b.json"), 524_288), {
        reason: "is larger than the limit (1.0 MB, limit 512 KB)",
      });
    });

    it("come with a reason when they cannot be read", async () => {
      folder = makeFolder();
      assert.deepEqual(await readTextFile(folder.at("x.json"), 1), {
        reason: "cannot be read: no such file or folder",
      });
      assert.deepEqual(await readTextFile(folder.path, 1e9), { reason: "cannot be read: it is a folder" });
    });
  });
});

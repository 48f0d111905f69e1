// A line on a terminal that tells how far the scan is. On anything but a terminal it is silent.

export interface ProgressLine {
  show(text: string): void;
  /** Takes the line away, before something else is written. */
  clear(): void;
}

const everyMs = 100;

export function progressLine(stream: NodeJS.WriteStream): ProgressLine {
  if (!stream.isTTY) return { show: () => {}, clear: () => {} };
  let shown = false;
  let last = performance.now();
  return {
    show(text) {
      if (performance.now() - last < everyMs) return;
      last = performance.now();
      shown = true;
      stream.write(`\r\u001b[K${text}`);
    },
    clear() {
      if (shown) stream.write("\r\u001b[K");
      shown = false;
    },
  };
}

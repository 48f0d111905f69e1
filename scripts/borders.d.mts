// Types of borders.mjs, which ESLint loads as it stands.

export interface Layer {
  readonly name: string;
  readonly files: readonly string[];
  /** Names of the layers its files may import. */
  readonly may: readonly string[];
  readonly packages?: readonly string[];
  /** Its files must not import each other. */
  readonly apart?: boolean;
}

export const layers: readonly Layer[];
export const governed: readonly string[];
export function crossing(file: string, specifier: string): string | undefined;
export function layerOf(file: string): Layer | undefined;

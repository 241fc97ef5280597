/** One of two sides that are compared: a folder with benchmark files, and what their imports lead to. */
export interface Checkout {
  /** As people know it: `main (4f2a9c1)`, `this folder`, `lodash@4.17.20`. */
  readonly label: string;
  /** Benchmark files are looked for here, by the same relative paths on both sides. */
  readonly dir: string;
  /** Packages that are taken from these folders instead of the nearest node_modules. */
  readonly packages: Readonly<Record<string, string>>;
  readonly commit?: string;
}

export interface CheckoutOptions {
  /** The folder that is worked in: the side that is not named. */
  readonly cwd: string;
  /** A shell command that builds a side; false leaves building out; else the `build` script of its package.json, where it has one. */
  readonly build?: string | false;
  /** Told what is being done, since it may take a while. */
  readonly onStep?: (text: string) => void;
  readonly signal?: AbortSignal;
}

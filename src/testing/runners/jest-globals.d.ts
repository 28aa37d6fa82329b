/** What the kit uses of Jest, which is not installed here. Inside of Jest this module always exists. */
declare module '@jest/globals' {
  type Register = (title: string, run: () => Promise<void>, timeout?: number) => void;
  export const test: Register & {
    only: Register;
    skip: Register;
    failing: Register;
    todo(title: string): void;
  };
  export const expect: {
    extend(matchers: object): void;
    getState(): { readonly currentTestName?: string; readonly testPath?: string };
  };
  export function afterAll(work: () => Promise<void>): void;
  export const jest: {
    useFakeTimers(options: {
      now: number;
      doNotFake: readonly string[];
      advanceTimers: boolean;
    }): void;
  };
}

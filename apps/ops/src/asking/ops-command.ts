/** One word of `npm run ops --`. */
export interface OpsCommand {
  /** Lines of the help, indented by two; what it is for begins in column 26. */
  readonly usage: string;
  /**
   * @returns the exit code: 0, or another where it was asked and answered, but not all is well.
   * @throws OpsError for what whoever typed it can mend: told without a stack, exit code 1.
   */
  run(args: readonly string[]): Promise<number>;
}

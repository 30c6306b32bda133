/** What stands in the place of a redacted credential begins so, and goes on with the rule and `]`. It is no name itself. */
export const markStart = '[redacted:';

/** The codes of all findings that reading a project for adoption can make. */
export const adoptionCodes = [
  'adoption-legacy',
  'adoption-no-class',
  'adoption-unresolved',
  'adoption-other-base',
  'adoption-base-missing',
  'adoption-script-missing',
  'adoption-syntax-error',
  'adoption-unreadable',
] as const;
export type AdoptionCode = (typeof adoptionCodes)[number];

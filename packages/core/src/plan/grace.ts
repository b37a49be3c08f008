/** How old an item must be before anybody but its writer may take it for a leftover, in milliseconds: an hour (rule R4). */
export const graceMs = 3_600_000;

/** How long a fenced version stays fenced, in milliseconds: longer than any late message of its writer could take. */
export const fencesStayMs: number = 7 * 86_400_000;

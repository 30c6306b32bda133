/** Label matchers that every query of a board begins with: the machines chosen, or the one agent. */
export const chosen = 'machine=~"$machine"';
export const chosenAgent = 'machine="$machine",agent="$agent"';
/** The machines chosen, and what concerns the fleet and so names no machine. */
export const chosenOrFleet = 'machine=~"$machine|"';

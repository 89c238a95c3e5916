/** What only the pause page runs. */
export {};

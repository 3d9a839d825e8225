/** How long a caller waits until new tokens are written. The write goes on after that. Milliseconds. */
export const SAVE_WAIT = 1000

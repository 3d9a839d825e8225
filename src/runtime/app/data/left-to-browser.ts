/** With which the keys of `useSapccData` begin. */
export const DATA_KEY = 'sapcc:'

/**
 * In the payload, in the place of an error of `useSapccData`: SAP has refused the token of the call, and the rendering may
 * not refresh. The browser makes the call again after hydration; until then its data is still to come.
 */
export const LEFT_TO_BROWSER = 401

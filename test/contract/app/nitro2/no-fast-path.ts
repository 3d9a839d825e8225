export const fastPath = undefined

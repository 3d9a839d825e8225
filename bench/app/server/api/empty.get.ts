/** The cost of Nitro before any code of the app runs. */
export default defineEventHandler(() => 'ok')

/** What Nitro costs before anybody's code runs. */
export default defineEventHandler(() => 'ok')

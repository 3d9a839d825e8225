/** Whether the last attempt to renew the token failed. Set by the callbacks in `sdk.config.ts`. */
export function useRenewalFailed() {
  return useState('renewal-failed', () => false)
}

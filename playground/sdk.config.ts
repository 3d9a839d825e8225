/** The playground's SDK: every option at its default, and callbacks that tell the session panel what happened. */
export default defineSdkConfig(({ buildModule, sapccModule }) => ({
  sapcc: buildModule(sapccModule, {
    refreshToken: {
      callbacks: {
        onTokenRefreshed({ expires_in: seconds }) {
          useRenewalFailed().value = false
          useTimeline().add({ kind: 'renewed', text: `Token renewed ${import.meta.server ? 'while rendering' : 'in the browser'}, good for ${seconds} s` })
        },
        onTokenRefreshError(error) {
          const kept = error instanceof TokenRefreshUnavailableError
          useRenewalFailed().value = true
          useTimeline().add({ kind: 'failed', text: kept ? 'No answer to the refresh; the session is kept' : 'The refresh was refused; the session is over' })
        },
      },
    },
  }),
}))

/** 503 when the settings are wrong, or when the storage of the sessions is down. Else 200: with `degraded` while only SAP is down, because all servers share it. */
export default defineSapccHealthHandler()

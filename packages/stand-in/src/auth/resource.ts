/** OCC in the library's terms: the resource server that all access tokens are for. */
export const OCC_RESOURCE = 'urn:sap:commerce:occ'

/** Every scope a storefront may ask for at OCC. */
export const OCC_SCOPES = 'basic extended'

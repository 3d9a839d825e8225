/** As the build tells it: rules, public files and the router are Nitro's layers. */
export const fastPath = { layers: 3, operations: '/api/sapcc', proxy: '/api/occ' }

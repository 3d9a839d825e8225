/** The header by which the shop recognises its own requests to SAP. */
export const HOP_HEADER = 'sapcc-hop'

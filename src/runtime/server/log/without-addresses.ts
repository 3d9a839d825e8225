/** An e-mail address, also as it is in the path of an address. The limits keep the search linear. */
const EMAIL = /[^\s@%<>()[\]{},;:"'=/?&|]{1,64}(?:@|%40)[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu

/** A text for the log without e-mail addresses: these are names of customers. */
export function withoutAddresses(text: string): string {
  return text.replace(EMAIL, '[…]')
}

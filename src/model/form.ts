/** What the identifiers of the cloud look like. Pure. */

/** As vaults and projects have them: a UUID, or 32 hexadecimal digits. A UUID means the same in capitals. */
export const hasIdForm = (text: string): boolean =>
  /^(?:[\da-f]{32}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i.test(text);

/** https://developer.huaweicloud.com/intl/en-us/endpoint: `eu-west-101`, `cn-north-4`, `eu-de`, `eu-ch2`. */
export const hasRegionForm = (text: string): boolean => /^[a-z]{2}-[a-z]+\d*(?:-\d+)?$/i.test(text);

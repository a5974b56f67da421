/** What JSON makes of a value of the SDK: dates as ISO 8601 text, bytes in base64. */
export type Json<T> = T extends Date | Uint8Array
  ? string
  : T extends readonly (infer Item)[]
    ? Json<Item>[]
    : T extends object
      ? { [Key in keyof T]: Json<T[Key]> }
      : T;

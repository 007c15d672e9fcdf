/** Objects without undefined members, for values that are compared and for JSON. Pure. */

type Defined<T> = { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] } & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
};

/** The same members in the same order, without those that are undefined. */
export function defined<T extends object>(members: T): Defined<T> {
  // Only undefined members are dropped, which the type makes optional.
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<T>;
}

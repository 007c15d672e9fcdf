/** Texts with `*` for any text and `?` for any character. Pure. */

/** Takes time in proportion to the product of the lengths at most: both may come from another user. */
export function matches(pattern: string, text: string): boolean {
  const [wanted, given] = [[...pattern], [...text]];
  let [at, star, from] = [0, -1, 0];
  let index = 0;
  while (index < given.length) {
    if (wanted[at] === "*") {
      star = at++;
      from = index;
    } else if (at < wanted.length && (wanted[at] === "?" || wanted[at] === given[index])) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      at = star + 1;
      index = ++from;
    } else return false;
  }
  return wanted.slice(at).every((char) => char === "*");
}

// Without vowels no word can appear by chance, and without 0, 1, I, L and O nothing is misread over the telephone.
const letters = 'BCDFGHJKMNPQRSTVWXZ';
const lettersAndDigits = `${letters}23456789`;

/** A Customer ID such as `CTSO-7F3K-92` from ten random bytes: four letters, four letters or digits, two digits. */
export function makeCustomerId(random: Uint8Array): string {
  const pick = (alphabet: string, at: number) => alphabet[(random[at] ?? 0) % alphabet.length] ?? '';
  const pickAll = (alphabet: string, ...at: number[]) => at.map((index) => pick(alphabet, index)).join('');
  return [
    pickAll(letters, 0, 1, 2, 3),
    pickAll(lettersAndDigits, 4, 5, 6, 7),
    pickAll('0123456789', 8, 9),
  ].join('-');
}

/** Takes out the space before or after what was put into a sentence and is Chinese itself: only between Chinese and Latin there is one. */
export function tidy(sentence: string): string {
  return sentence.replace(/(?<=[\p{Script=Han}（）。，：“”、]) (?=[\p{Script=Han}（）。，：“”、])/gu, '');
}

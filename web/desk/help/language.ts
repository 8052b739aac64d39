/** A draft this short says too little about its language: a name, an order number. */
const ENOUGH = 8;

/** The language of a draft where it is clearly not the shopper's: told by its script, which tells Chinese from English. */
export function otherLanguage(text: string, shoppers: string): string | null {
  const chinese = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const latin = text.match(/[A-Za-z]{2,}/g)?.length ?? 0;
  if (shoppers === "zh") return chinese === 0 && latin >= ENOUGH / 2 ? "en" : null;
  return chinese >= ENOUGH / 2 && chinese > latin ? "zh" : null;
}

import { useStudio } from "../context";

/** A chat beside every page, with the draft or with what is published. */
export function TryOut() {
  const { strings } = useStudio();
  return <aside class="try" aria-label={strings.tryIt} />;
}

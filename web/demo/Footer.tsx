import { useWords } from "./context";
import { Logo } from "./drawings";

/** The topics that most people look for; the help page has them all. */
const OFTEN_ASKED = ["delivery", "returns", "payment", "warranty", "service"];

export function Footer() {
  const { strings } = useWords();
  return (
    <footer class="shop-footer">
      <div class="wide">
        <div class="footer-brand">
          <Logo />
          <p>{strings.footer}</p>
          <p>{strings.demo}</p>
        </div>
        <nav aria-label={strings.help}>
          <h2>{strings.help}</h2>
          <ul>
            {OFTEN_ASKED.map((id) => (
              <li key={id}>
                <a href={`/help/${id}`}>{strings.helpTopics[id]}</a>
              </li>
            ))}
          </ul>
        </nav>
        <div>
          <h2>{strings.contact}</h2>
          <p>
            <a href="mailto:help@larkfield.example">help@larkfield.example</a>
          </p>
          <p>{strings.promises[3]?.[1]}</p>
        </div>
      </div>
    </footer>
  );
}

import { useWords } from "./context";
import { Logo } from "./drawings";
import { HELP } from "./help";

export function Footer() {
  const { language, strings } = useWords();
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
            {HELP[language].map(({ id, title }) => (
              <li key={id}>
                <a href={`/help/${id}`}>{title}</a>
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

import { render } from "preact";
import "../shared/tokens.css";
import "./styles/base.css";
import "./styles/frame.css";
import "./styles/list.css";
import "./styles/conversation.css";
import "./styles/composer.css";
import "./styles/side.css";
import "./styles/pages.css";
import "./styles/numbers.css";
import { App } from "./App";
import { Desk } from "./desk";

const place = document.getElementById("desk");
const desk = new Desk();
if (place) render(<App desk={desk} />, place);
void desk.begin();

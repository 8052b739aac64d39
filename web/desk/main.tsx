import { render } from "preact";
import "../shared/tokens.css";
import "../shared/staff/base.css";
import "../shared/staff/frame.css";
import "./styles/list.css";
import "./styles/conversation.css";
import "./styles/composer.css";
import "./styles/side.css";
import "../shared/staff/pages.css";
import "./styles/numbers.css";
import { App } from "./App";
import { Desk } from "./desk";

const place = document.getElementById("desk");
const desk = new Desk();
if (place) render(<App desk={desk} />, place);
void desk.begin();

import { render } from "preact";
import "../shared/tokens.css";
import "../shared/staff/base.css";
import "../shared/staff/frame.css";
import "../shared/staff/pages.css";
import "./styles/studio.css";
import { App } from "./App";
import { Studio } from "./studio";

const place = document.getElementById("studio");
const studio = new Studio();
if (place) render(<App studio={studio} />, place);
void studio.begin();

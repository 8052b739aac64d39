import { render } from "preact";
import "../shared/tokens.css";
import "./styles/base.css";
import "./styles/header.css";
import "./styles/home.css";
import "./styles/shelf.css";
import "./styles/product.css";
import "./styles/footer.css";
import "./styles/visitor.css";
import { Shop } from "./Shop";

const place = document.getElementById("shop");
if (place) render(<Shop />, place);

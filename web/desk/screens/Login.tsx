import { Login as Door } from "../../shared/staff/Login";
import { api } from "../api";
import { useDesk } from "../context";
import { refusalText } from "../strings";

export function Login() {
  const { desk, strings } = useDesk();
  return (
    <Door
      labels={strings}
      logIn={async (email, password) => desk.signedIn(await api.logIn(email, password))}
      problemOf={(error) => refusalText(error, strings)}
    />
  );
}

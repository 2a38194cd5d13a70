"""An SSH server that takes a password only to demand a new one (RFC 4252 section 8), then greets and hangs up.

Arguments: user, old password file, host key file. Prints its port as the first line; "changed" when the password was changed.
"""

import asyncio
import sys

import asyncssh

user, password_file, host_key = sys.argv[1:4]
with open(password_file, encoding="utf-8") as file:
    state = {"password": file.read().strip(), "expired": True}


class Server(asyncssh.SSHServer):
    def begin_auth(self, username):
        return True

    def password_auth_supported(self):
        return True

    def kbdint_auth_supported(self):
        return False

    def validate_password(self, username, password):
        if username != user or password != state["password"]:
            return False
        if state["expired"]:
            raise asyncssh.PasswordChangeRequired("Your password is too old.\nChoose a new one with 8 characters.")
        return True

    def change_password(self, username, old_password, new_password):
        if username != user or old_password != state["password"]:
            return False
        if len(new_password) < 8:
            raise asyncssh.PasswordChangeRequired("That is too short.")
        state.update(password=new_password, expired=False)
        print("changed", flush=True)
        return True


def greet(process):
    process.stdout.write("welcome\n")
    process.exit(0)


async def main():
    server = await asyncssh.create_server(Server, "127.0.0.1", 0, server_host_keys=[host_key], process_factory=greet)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.sleep(3600)


asyncio.run(main())

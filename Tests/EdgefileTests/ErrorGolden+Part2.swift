extension ErrorGolden {
    static let part2 = [
        ErrorGolden(
            "a duration without a unit",
            """
            chat.example.com -> localhost:8080 {
            	lb_try_duration 30
            }

            """,
            """
            Edgefile:2:18: error: "30" is no duration
                	lb_try_duration 30
                	                ^
              help: write a number with a unit: 250ms, 30s, 5m, 1h30m
            """),
        ErrorGolden(
            "a size that is none",
            """
            chat.example.com -> localhost:8080 {
            	max_body 110 megabytes
            	max_body lots
            }

            """,
            """
            Edgefile:2:15: error: `max_body` takes one argument
                	max_body 110 megabytes
                	             ^
              help: for example: max_body 110MiB
            Edgefile:3:11: error: "lots" is no size
                	max_body lots
                	         ^
              help: write a number with a unit: 64KiB, 110MB (decimal), 110MiB (binary)
            """),
        ErrorGolden(
            "a port out of range",
            """
            chat.example.com -> localhost:80800

            """,
            """
            Edgefile:1:21: error: the address "localhost:80800" has a port that is no number from 1 to 65535
                chat.example.com -> localhost:80800
                                    ^
            """),
        ErrorGolden(
            "an upstream with a path",
            """
            chat.example.com -> http://localhost:8080/api

            """,
            """
            Edgefile:1:21: error: the address "http://localhost:8080/api" has a path, and an upstream has none
                chat.example.com -> http://localhost:8080/api
                                    ^
              help: change the path with `rewrite`, `uri strip_prefix` or `handle_path`
            """),
        ErrorGolden(
            "an upstream with a WebSocket scheme",
            """
            chat.example.com -> ws://localhost:8080

            """,
            """
            Edgefile:1:21: error: the address "ws://localhost:8080" has a scheme that upstreams cannot have
                chat.example.com -> ws://localhost:8080
                                    ^
              help: WebSockets need none; write localhost:8080, http://, https://, h2c:// or unix//path
            """),
        ErrorGolden(
            "an upstream that is only a number",
            """
            chat.example.com -> 8080

            """,
            """
            Edgefile:1:21: error: the address "8080" is only a number
                chat.example.com -> 8080
                                    ^
              help: write localhost:8080
            """),
        ErrorGolden(
            "an arrow to nowhere",
            """
            chat.example.com ->

            """,
            """
            Edgefile:1:18: error: '->' leads nowhere
                chat.example.com ->
                                 ^
              help: for example: chat.example.com -> localhost:8080
            """),
        ErrorGolden(
            "an arrow without spaces",
            """
            chat.example.com->localhost:8080

            """,
            """
            Edgefile:1:1: error: '->' needs a space on both sides
                chat.example.com->localhost:8080
                ^
              help: for example: chat.example.com -> localhost:8080
            """),
        ErrorGolden(
            "another kind of arrow",
            """
            chat.example.com => localhost:8080

            """,
            """
            Edgefile:1:18: error: "=>" is no arrow
                chat.example.com => localhost:8080
                                 ^
              help: write ->
            """),
        ErrorGolden(
            "a site with nothing to serve",
            """
            chat.example.com

            """,
            """
            Edgefile:1:1: error: the site chat.example.com has neither an upstream nor a block
                chat.example.com
                ^
              help: write chat.example.com -> localhost:8080
            """),
        ErrorGolden(
            "an address with a path",
            """
            chat.example.com/api -> localhost:8080

            """,
            """
            Edgefile:1:1: error: the address "chat.example.com/api" has a path, and sites have none
                chat.example.com/api -> localhost:8080
                ^
              help: write the path in the site's block: handle /path/* {
            """),
        ErrorGolden(
            "an IPv6 address without brackets",
            """
            2001:db8::1 -> localhost:8080

            """,
            """
            Edgefile:1:1: error: the address "2001:db8::1" is an IPv6 address without brackets, or no address
                2001:db8::1 -> localhost:8080
                ^
              help: write [2001:db8::1]
            """),
        ErrorGolden(
            "an address with letters outside of ASCII",
            """
            bücher.example -> localhost:8080

            """,
            """
            Edgefile:1:1: error: the address "bücher.example" has letters outside of ASCII
                bücher.example -> localhost:8080
                ^
              help: write the name in its xn-- form, as the DNS knows it
            """),
        ErrorGolden(
            "a star in the middle",
            """
            chat.*.example.com -> localhost:8080

            """,
            """
            Edgefile:1:1: error: the address "chat.*.example.com" has a '*' where none can stand
                chat.*.example.com -> localhost:8080
                ^
              help: write *.example.com, or https:// for every name
            """),
        ErrorGolden(
            "an IPv4 address that is none",
            """
            256.1.1.1 -> localhost:8080

            """,
            """
            Edgefile:1:1: error: the address "256.1.1.1" is neither a host name nor an IP address
                256.1.1.1 -> localhost:8080
                ^
            """),
        ErrorGolden(
            "an undefined matcher",
            """
            chat.example.com {
            	@websockets header Upgrade websocket
            	reverse_proxy @websocket localhost:8080
            }

            """,
            """
            Edgefile:3:16: error: there is no matcher @websocket
                	reverse_proxy @websocket localhost:8080
                	              ^
              help: did you mean @websockets?
            """),
        ErrorGolden(
            "an unknown matcher",
            """
            chat.example.com {
            	@a {
            		pth /api/*
            	}
            	respond @a 404
            }

            """,
            """
            Edgefile:3:3: error: there is no matcher `pth`
                		pth /api/*
                		^
              help: did you mean `path`?
            """),
    ]
}

extension ErrorGolden {
    static let part1 = [
        ErrorGolden(
            "a name that nobody knows",
            """
            chat.example.com {
            	reverse_prxy localhost:8080
            }

            """,
            """
            Edgefile:2:2: error: there is no directive `reverse_prxy`
                	reverse_prxy localhost:8080
                	^
              help: did you mean `reverse_proxy`?
            """),
        ErrorGolden(
            "a name far from all",
            """
            chat.example.com {
            	frobnicate yes
            }

            """,
            """
            Edgefile:2:2: error: there is no directive `frobnicate`
                	frobnicate yes
                	^
            """),
        ErrorGolden(
            "a Caddy directive that is not here",
            """
            chat.example.com {
            	php_fastcgi localhost:9000
            }

            """,
            """
            Edgefile:2:2: error: `php_fastcgi` is a Caddy directive that edge does not have
                	php_fastcgi localhost:9000
                	^
              help: run PHP behind a web server of its own and use `reverse_proxy`
            """),
        ErrorGolden(
            "a Caddy directive for pages",
            """
            chat.example.com {
            	templates
            }

            """,
            """
            Edgefile:2:2: error: `templates` is a Caddy directive that edge does not have
                	templates
                	^
              help: let the upstream make the page
            """),
        ErrorGolden(
            "a global option in a site",
            """
            chat.example.com -> localhost:8080 {
            	grace_period 20s
            }

            """,
            """
            Edgefile:2:2: error: `grace_period` does not belong here
                	grace_period 20s
                	^
              help: it is a global option; put it into the block without a name at the top of the file
            """),
        ErrorGolden(
            "a directive in the global block",
            """
            {
            	reverse_proxy localhost:8080
            }
            chat.example.com -> localhost:8080

            """,
            """
            Edgefile:2:2: error: `reverse_proxy` does not belong here
                	reverse_proxy localhost:8080
                	^
              help: it is a directive; put it into the block of a site
            """),
        ErrorGolden(
            "an unknown global option",
            """
            {
            	emial you@example.com
            }
            chat.example.com -> localhost:8080

            """,
            """
            Edgefile:2:2: error: there is no global option `emial`
                	emial you@example.com
                	^
              help: did you mean `email`?
            """),
        ErrorGolden(
            "a Caddy option that is not here",
            """
            {
            	order rate_limit before basic_auth
            }
            chat.example.com -> localhost:8080

            """,
            """
            Edgefile:2:2: error: `order` is a Caddy option that edge does not have
                	order rate_limit before basic_auth
                	^
              help: directives apply in the standard order; write `route { … }` for another one
            """),
        ErrorGolden(
            "two sites for one address",
            """
            chat.example.com -> localhost:8080
            other.example.com -> localhost:8081
            https://CHAT.example.com. -> localhost:8082

            """,
            """
            Edgefile:3:1: error: there are two sites for https://CHAT.example.com.
                https://CHAT.example.com. -> localhost:8082
                ^
              help: put both into one block
            Edgefile:1:1: note: the first one is here
                chat.example.com -> localhost:8080
                ^
            """),
        ErrorGolden(
            "one address, two ways to write its port",
            """
            {
            	https_port 8443
            }
            localhost -> localhost:8080
            localhost:8443 -> localhost:8081

            """,
            """
            Edgefile:5:1: error: there are two sites for localhost:8443
                localhost:8443 -> localhost:8081
                ^
              help: put both into one block
            Edgefile:4:1: note: the first one is here
                localhost -> localhost:8080
                ^
            """),
        ErrorGolden(
            "a block that is never closed",
            """
            chat.example.com {
            	reverse_proxy localhost:8080

            """,
            """
            Edgefile:1:18: error: this block is never closed
                chat.example.com {
                                 ^
              help: add a line with '}' where it ends
            """),
        ErrorGolden(
            "a brace too many",
            """
            chat.example.com {
            	reverse_proxy localhost:8080
            }
            }

            """,
            """
            Edgefile:4:1: error: this '}' closes nothing
                }
                ^
              help: take it away, or look for a missing '{'
            """),
        ErrorGolden(
            "a brace in the middle of a line",
            """
            chat.example.com { reverse_proxy localhost:8080 }

            """,
            """
            Edgefile:1:18: error: '{' must be the last word of its line
                chat.example.com { reverse_proxy localhost:8080 }
                                 ^
              help: begin a new line after it, or write "{" for the character itself
            Edgefile:1:49: error: '}' must stand on a line of its own
                chat.example.com { reverse_proxy localhost:8080 }
                                                                ^
            """),
        ErrorGolden(
            "an empty pair of braces",
            """
            chat.example.com {}

            """,
            """
            Edgefile:1:18: error: '{}' is no block
                chat.example.com {}
                                 ^
              help: leave it away, or write "{}" for the text itself
            """),
        ErrorGolden(
            "a quote that is never closed",
            """
            chat.example.com {
            	respond "hello
            }
            b.example.com -> localhost:8080

            """,
            """
            Edgefile:2:10: error: this quote is never closed
                	respond "hello
                	        ^
              help: end the text with "
            """),
        ErrorGolden(
            "a heredoc that is never closed",
            """
            chat.example.com {
            	respond <<TEXT
            	hello
            }

            """,
            """
            Edgefile:2:10: error: this heredoc is never closed
                	respond <<TEXT
                	        ^
              help: end it with a line that begins with TEXT
            Edgefile:3:2: error: there is no directive `hello`
                	hello
                	^
            """),
        ErrorGolden(
            "a heredoc line that is indented less",
            """
            chat.example.com {
            	respond <<TEXT
            		hello
            	world
            		TEXT
            }

            """,
            """
            Edgefile:4:1: error: this line of the heredoc is indented less than its closing marker
                	world
                ^
              help: begin every line with the white space that stands before the marker
            """),
    ]
}

extension ErrorGolden {
    static let part4 = [
        ErrorGolden(
            "a variable that is not set",
            """
            {$NOBODY} -> localhost:8080

            """,
            """
            Edgefile:1:1: warning: the environment variable NOBODY is not set
                {$NOBODY} -> localhost:8080
                ^
              help: set it, or give a default: {$NOBODY:value}
            Edgefile:1:11: error: a site needs an address
                {$NOBODY} -> localhost:8080
                          ^
              help: for example: chat.example.com -> localhost:8080
            """),
        ErrorGolden(
            "a range that is none",
            """
            {
            	servers {
            		trusted_proxies static 10.0.0.0/33
            	}
            }
            chat.example.com -> localhost:8080

            """,
            """
            Edgefile:3:26: error: "10.0.0.0/33" is no address range
                		trusted_proxies static 10.0.0.0/33
                		                       ^
              help: write 10.0.0.0/8, 2001:db8::/32, private_ranges, cloudflare
            """),
        ErrorGolden(
            "a rate that is none",
            """
            chat.example.com -> localhost:8080 {
            	rate_limit /api/login often
            }

            """,
            """
            Edgefile:2:24: error: "often" is no rate
                	rate_limit /api/login often
                	                      ^
              help: write a number and a time: 5/1m, 10/s, 100/h
            """),
        ErrorGolden(
            "a password that is no hash",
            """
            chat.example.com -> localhost:8080 {
            	basic_auth {
            		alice hunter2
            	}
            }

            """,
            """
            Edgefile:3:9: error: this is no password hash
                		alice hunter2
                		      ^
              help: make one with `edge hash-password`; it begins with $2
            """),
        ErrorGolden(
            "a header without a value",
            """
            chat.example.com -> localhost:8080 {
            	header X-Frame-Options
            }

            """,
            """
            Edgefile:2:9: error: the header X-Frame-Options has no value
                	header X-Frame-Options
                	       ^
              help: for example: X-Frame-Options "a value", or -X-Frame-Options to remove it
            """),
        ErrorGolden(
            "a status that is none",
            """
            chat.example.com {
            	respond "no" 999
            }

            """,
            """
            Edgefile:2:15: error: "999" is no status code
                	respond "no" 999
                	             ^
              help: write a number from 100 to 599
            """),
        ErrorGolden(
            "a redirect that is none",
            """
            chat.example.com {
            	redir /a /b 200
            }

            """,
            """
            Edgefile:2:14: error: "200" is no way to redirect
                	redir /a /b 200
                	            ^
              help: write permanent, temporary, html, or a number from 300 to 399
            """),
        ErrorGolden(
            "a site inside of a site",
            """
            a.example.com {
            	respond 200

            b.example.com -> localhost:8080

            """,
            """
            Edgefile:1:15: error: this block is never closed
                a.example.com {
                              ^
              help: add a line with '}' where it ends
            Edgefile:4:1: error: there is no directive `b.example.com`
                b.example.com -> localhost:8080
                ^
              help: a site stands outside of every block; is a '}' missing above?
            """),
        ErrorGolden(
            "a NUL byte",
            """
            chat.example.com -> local\u{0}host:8080

            """,
            """
            Edgefile:1:26: error: a NUL byte cannot stand in a configuration
                chat.example.com -> local\u{FFFD}host:8080
                                         ^
            """),
        ErrorGolden(
            "a file that names no site",
            """
            # nothing

            """,
            """
            Edgefile:1:1: error: the file names no site
                # nothing
                ^
              help: for example: chat.example.com -> localhost:8080
            """),
        ErrorGolden(
            "several errors at once",
            """
            {
            	grace_period 20
            }
            chat.example.com -> localhost {
            	max_body much
            	tls intrnal
            	nonsense
            }
            chat.example.com -> localhost:99999

            """,
            """
            Edgefile:2:15: error: "20" is no duration
                	grace_period 20
                	             ^
              help: write a number with a unit: 250ms, 30s, 5m, 1h30m
            Edgefile:5:11: error: "much" is no size
                	max_body much
                	         ^
              help: write a number with a unit: 64KiB, 110MB (decimal), 110MiB (binary)
            Edgefile:6:6: error: `tls` with one argument takes internal, certbot, acme.sh or an e-mail address
                	tls intrnal
                	    ^
              help: did you mean internal?
            Edgefile:7:2: error: there is no directive `nonsense`
                	nonsense
                	^
            Edgefile:9:1: error: there are two sites for chat.example.com
                chat.example.com -> localhost:99999
                ^
              help: put both into one block
            Edgefile:4:1: note: the first one is here
                chat.example.com -> localhost {
                ^
            Edgefile:9:21: error: the address "localhost:99999" has a port that is no number from 1 to 65535
                chat.example.com -> localhost:99999
                                    ^
            """),
        ErrorGolden(
            "a caret behind tabs",
            """
            a.example.com {
            	handle /x/* {
            		respond		"a"		999
            	}
            }

            """,
            """
            Edgefile:3:17: error: "999" is no status code
                		respond		"a"		999
                		       		   		^
              help: write a number from 100 to 599
            """),
        ErrorGolden(
            "a setting of reverse_proxy that is not here",
            """
            a.example.com {
            	reverse_proxy b:80 {
            		buffer_requests
            	}
            }

            """,
            """
            Edgefile:3:3: error: `buffer_requests` is a Caddy setting that edge does not have
                		buffer_requests
                		^
              help: bodies are streamed, never held back
            """),
        ErrorGolden(
            "a setting outside of reverse_proxy",
            """
            a.example.com {
            	health_uri /api/health
            	reverse_proxy b:80
            }

            """,
            """
            Edgefile:2:2: error: `health_uri` does not belong here
                	health_uri /api/health
                	^
              help: it is a setting of `reverse_proxy`; put it into its block
            """),
        ErrorGolden(
            "tls inside of handle",
            """
            a.example.com {
            	handle {
            		tls internal
            	}
            }

            """,
            """
            Edgefile:3:3: error: `tls` does not belong here
                		tls internal
                		^
              help: it is for a whole site; put it into the site's own block
            """),
    ]
}

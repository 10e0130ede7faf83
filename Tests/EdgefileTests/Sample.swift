/// Files that are right, from the one-line case to everything at once.
enum Sample {
    static let all: [String] = [
        """
        chat.example.com -> localhost:8080

        """,
        """
        chat.example.com {
        reverse_proxy localhost:8080
        # Request body limit for file uploads
        request_body {
        max_size 110MB
        }
        }

        """,
        """
        # comment to the end of the line
        {                                   # optional global block, first in the file
            email        you@example.com
            http_port    80
            https_port   443
        }

        chat.example.com, www.example.com -> localhost:8080, localhost:8081 {     # the block is optional
            max_body 110MiB
            tls internal
        }

        """,
        """
        localhost

        reverse_proxy localhost:8080
        respond /up 200

        """,
        """
        (secure) {
        	header {
        		Strict-Transport-Security max-age=31536000
        		-Server
        		+X-A {args[0]}
        		defer
        	}
        }
        a.example.com,
        b.example.com {
        	import secure "one two"
        	@ws {
        		header Connection *Upgrade*
        		header Upgrade websocket
        		not path /api/*
        	}
        	reverse_proxy @ws localhost:6001 localhost:6002 {
        		lb_policy least_conn
        		lb_try_duration 30s
        		health_uri /api/health
        		health_interval 10s
        		health_status 2xx
        		health_body `"status":"ok"`
        		header_up Host {upstream_hostport}
        		header_down -Server
        		transport http {
        			dial_timeout 5s
        			response_header_timeout 5m
        			versions 1.1
        		}
        	}
        	handle_path /files/* {
        		root * /srv/files
        		file_server browse
        	}
        	handle /api/* {
        		reverse_proxy localhost:9000
        	}
        	handle {
        		respond <<TEXT
        			not here
        			  at all
        			TEXT 404
        	}
        	handle_errors 502 503 {
        		respond @ws 503
        		respond "back soon" 503
        	}
        	log {
        		output file /var/log/edge/a.log {
        			roll_size 10MiB
        			roll_keep 5
        			roll_keep_for 720h
        		}
        		format filter {
        			wrap json
        			request>headers>Cookie delete
        		}
        	}
        }

        """,
        """
        {
        	acme_ca https://localhost:14000/dir https://second.example.com/dir
        	acme_ca_root /etc/pebble.pem
        	grace_period 20s
        	drain_window 10s
        	trusted_proxies static private_ranges cloudflare 203.0.113.0/24
        	client_ip_headers X-Forwarded-For CF-Connecting-IP
        	max_uploads 4 over 1MiB
        	limits {
        		connections 10000
        		websockets_per_client 20
        	}
        	servers {
        		timeouts {
        			read_header 15s
        			read_body 60s
        			idle 5m
        		}
        		listener_wrappers {
        			proxy_protocol {
        				allow 10.0.0.0/8
        			}
        			tls
        		}
        		protocols h1 h2
        	}
        }
        *.example.com -> unix//run/chat.sock {
        	tls {
        		issuer acme {
        			dir https://localhost:14000/dir
        			trusted_roots /etc/pebble.pem
        			disable_http_challenge
        			profile shortlived
        		}
        		dns exec /etc/edge/hook one two
        		pending refuse
        	}
        	rate_limit /api/login 5/1m burst 10
        	allow 10.0.0.0/8
        	deny all
        	basic_auth /admin/* {
        		alice $2a$14$abcdefghijklmnopqrstuv
        	}
        	lb_try_duration 1h30m
        	preset chatalot
        	encode gzip
        }
        http://chat.example.com -> h2c://localhost:8080
        https://chat.example.com -> https://backend.example.net
        :8081 {
        	route {
        		uri strip_prefix /x
        		rewrite * /index.html
        		try_files {path} {path}/index.html =404
        		respond "Hello {host}, \\{literal}" 200
        	}
        	redir /old https://{host}{uri} permanent
        	error /gone "no more" 410
        	abort /admin*
        }
        https://:8443 {
        	tls /etc/cert.pem /etc/key.pem
        	respond "up"
        }
        [2001:db8::1]:8443 -> [::1]:9000
        203.0.113.7 -> :9001

        """,
        """
        a.example.com {
        	respond a \\
        		200
        	header -X \\

        }

        """,
        """
        {$TWO} -> {$UP:localhost:8080}

        """,
        """
        \u{FEFF}a.example.com -> localhost:80\r
        b.example.com -> localhost:81\r

        """,
        """
        a.example.com {
        }

        """,
    ]
}
